package io.ratchet.app.demo;

import java.time.Instant;

/** The two nights of the demo. Both begin half an hour after the maintenance windows open in Berlin. */
enum DemoAct {
    /** The time of Microsoft's notices: rooms wait for their vendor, and with them what serves them. */
    SEPTEMBER_2018("2018-09-20T20:30:00Z"),
    /** The rooms are updated, and what waited for them goes on. */
    JULY_2019("2019-07-18T20:30:00Z");

    private final Instant evening;

    DemoAct(String evening) {
        this.evening = Instant.parse(evening);
    }

    Instant evening() {
        return evening;
    }

    /** Year and month. */
    String month() {
        return evening.toString().substring(0, 7);
    }

    /** Whether a moment lies in this act or after it. */
    boolean begunAt(Instant moment) {
        return !moment.isBefore(evening);
    }
}
