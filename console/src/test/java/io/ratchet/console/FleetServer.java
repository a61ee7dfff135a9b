package io.ratchet.console;

import java.nio.file.Files;

/** Serves a fleet until it is ended, for whoever wants to look at the pages: give the number of hosts. */
final class FleetServer {
    private FleetServer() {}

    public static void main(String[] arguments) throws Exception {
        int size = arguments.length == 0 ? 304 : Integer.parseInt(arguments[0]);
        ServedConsole console = ServedConsole.over(Files.createTempDirectory("fleet"), new Fleet(size));
        System.out.println(console.address());
        Thread.currentThread().join();
    }
}
