package io.ratchet.routes.night;

import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.Remediations;
import io.ratchet.store.Tx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** The states that one transaction saves, in their order. */
final class SavedStates {
    private final List<Remediation> states = new ArrayList<>();

    /** The transaction, listened to; what an attempt before this one saved is forgotten. */
    Tx in(Tx tx) {
        states.clear();
        return proxy(Tx.class, (self, method, given) -> {
            Object part = told(() -> method.invoke(tx, given));
            return method.getName().equals("remediations") ? listened((Remediations) part) : part;
        });
    }

    List<Remediation> states() {
        return List.copyOf(states);
    }

    private Remediations listened(Remediations rows) {
        return proxy(Remediations.class, (self, method, given) -> {
            Object result = told(() -> method.invoke(rows, given));
            if (method.getName().equals("save")) states.add((Remediation) given[0]);
            return result;
        });
    }

    private interface Call {
        Object now() throws InvocationTargetException, IllegalAccessException;
    }

    private static Object told(Call call) throws Throwable {
        try {
            return call.now();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
