package io.ratchet.console;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.store.Exceptions.Entry;
import io.ratchet.store.Exceptions.Order;
import io.ratchet.store.Exceptions.State;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What is left out of a goal, for whom, why and how long; asked for, allowed, renewed and ended here. */
@Controller
final class ExceptionsPage {
    private static final int ROWS_SHOWN = 60;

    private final ConsolePorts ports;

    ExceptionsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * An exception in one line.
     *
     * @param days how many are left; less than none: it is over
     * @param words what whoever looks may say of it
     */
    record Row(
            String id,
            String asset,
            String goal,
            String owner,
            String reason,
            String until,
            long days,
            String instead,
            String clearedBy,
            String state,
            String by,
            Moments.Shown at,
            String decidedBy,
            Moments.@Nullable Shown decidedAt,
            String because,
            List<String> words) {}

    /** One that the profile's file says. */
    record Written(
            String asset,
            String goal,
            String owner,
            String reason,
            String until,
            long days,
            String instead,
            String clearedBy) {}

    @GetMapping("/exceptions")
    String exceptions(
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String after,
            @RequestAttribute(name = AccessFilter.PERSON, required = false) @Nullable Person person,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        LocalDate today =
                moments.now().atZone(ports.outlook().organisation().timezone()).toLocalDate();
        List<Entry> asked = ports.books().exceptions().page(Order.NEED, ExceptionPlaces.of(after), ROWS_SHOWN + 1);
        model.addAttribute("next", asked.size() <= ROWS_SHOWN ? "" : ExceptionPlaces.text(asked.get(ROWS_SHOWN - 1)));
        model.addAttribute("first", after.isEmpty());
        model.addAttribute(
                "rows",
                asked.stream()
                        .limit(ROWS_SHOWN)
                        .map(entry -> row(entry, person, today, moments))
                        .toList());
        model.addAttribute(
                "written",
                ports.books().exceptions().written().stream()
                        .map(entry -> written(entry, today))
                        .toList());
        model.addAttribute("goals", Arrays.stream(Goal.values()).map(Goal::name).toList());
        model.addAttribute("asset", asset);
        model.addAttribute("tomorrow", today.plusDays(1).toString());
        model.addAttribute("may", person != null && Rights.has(person, "POST /exceptions"));
        return "exceptions";
    }

    @PostMapping("/exceptions")
    String ask(@RequestParam Map<String, String> given, @RequestAttribute(AccessFilter.PERSON) Person person) {
        new ExceptionWords(ports).ask(name -> given.getOrDefault(name, ""), person);
        return "redirect:/exceptions?did=ask";
    }

    @PostMapping("/exceptions/{id}/{word:approve|reject}")
    String decide(
            @PathVariable String id,
            @PathVariable String word,
            @RequestParam Map<String, String> given,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        return say(word, id, given, person);
    }

    @PostMapping("/exceptions/{id}/{word:renew|end}")
    String change(
            @PathVariable String id,
            @PathVariable String word,
            @RequestParam Map<String, String> given,
            @RequestAttribute(AccessFilter.PERSON) Person person) {
        return say(word, id, given, person);
    }

    private String say(String word, String id, Map<String, String> given, Person person) {
        new ExceptionWords(ports).say(word, id, name -> given.getOrDefault(name, ""), person);
        return "redirect:/exceptions?did=" + word;
    }

    private static Row row(Entry entry, @Nullable Person person, LocalDate today, Moments moments) {
        ExceptionEntry said = entry.said();
        long days = ChronoUnit.DAYS.between(today, said.until());
        String state = days < 0 && entry.state() == State.APPROVED
                ? "over"
                : entry.state().name().toLowerCase(Locale.ROOT);
        return new Row(
                entry.id(),
                said.asset(),
                said.goal().name(),
                said.owner(),
                said.reason(),
                said.until().toString(),
                days,
                said.compensatingControl(),
                said.clearedBy().says(),
                entry.renews() == null ? state : state + ", a renewal",
                entry.by(),
                moments.at(entry.at()),
                entry.decidedBy() == null ? "" : entry.decidedBy(),
                entry.decidedAt() == null ? null : moments.at(entry.decidedAt()),
                entry.because(),
                words(entry, person));
    }

    private static List<String> words(Entry entry, @Nullable Person person) {
        if (person == null) return List.of();
        if (entry.state() == State.REQUESTED
                && !entry.by().equalsIgnoreCase("user:" + person.name())
                && Rights.has(person, "POST /exceptions/{id}/{word:approve|reject}"))
            return List.of("approve", "reject");
        if (entry.state() == State.APPROVED && Rights.has(person, "POST /exceptions/{id}/{word:renew|end}"))
            return List.of("renew", "end");
        return List.of();
    }

    private static Written written(ExceptionEntry said, LocalDate today) {
        return new Written(
                said.asset(),
                said.goal().name(),
                said.owner(),
                said.reason(),
                said.until().toString(),
                ChronoUnit.DAYS.between(today, said.until()),
                said.compensatingControl(),
                said.clearedBy().says());
    }
}
