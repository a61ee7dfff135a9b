package io.ratchet.console;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What the server runs by. */
@Controller
final class SettingsPage {
    private final ConsolePorts ports;

    SettingsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    @GetMapping("/settings")
    String settings(Model model) {
        model.addAttribute("sections", ShownSettings.of(ports));
        return "settings";
    }
}
