package io.ratchet.routes.events;

/** Told what comes of sending events. */
public interface EventObserver {
    /** The topic has so many more. */
    void sent(int events);

    /** A batch could not be sent, or it is not known whether it was; it is sent again. */
    void failed();

    static EventObserver none() {
        return new EventObserver() {
            @Override
            public void sent(int events) {}

            @Override
            public void failed() {}
        };
    }
}
