package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What no page and no part of the API answers, said by {@link Problems} before Spring says it: that speaks of itself
 * and gives people no page. All else that Spring refuses stays with it.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NotThere {
    private final Problems problems;

    NotThere(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler({
        NoResourceFoundException.class,
        HttpRequestMethodNotSupportedException.class,
        HttpMediaTypeNotSupportedException.class
    })
    Object refused(Exception thrown, HttpServletRequest request, HttpServletResponse response) {
        return problems.other(thrown, request, response);
    }
}
