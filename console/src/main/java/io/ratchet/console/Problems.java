package io.ratchet.console;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Says what went wrong: problem documents (RFC 9457) to programs, a page to people. A defect shows an id that the log
 * explains.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // before Spring, which speaks of itself and gives people no page
final class Problems {
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Shell shell;

    Problems(Shell shell) {
        this.shell = shell;
    }

    @ExceptionHandler
    Object refused(FailureException thrown, HttpServletRequest request, HttpServletResponse response) {
        Failure failure = thrown.failure();
        if (failure instanceof Failure.Transient) response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return answer(status(failure), failure.code().wire(), failure.message(), request);
    }

    /** A record refused what it was given. */
    @ExceptionHandler
    Object badValue(IllegalArgumentException thrown, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, "BAD-REQUEST", String.valueOf(thrown.getMessage()), request);
    }

    @ExceptionHandler
    Object other(Exception thrown, HttpServletRequest request, HttpServletResponse response) {
        if (thrown instanceof ErrorResponse web) {
            web.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            return answer(web.getStatusCode(), code(web), sentence(web, request), request);
        }
        if (thrown instanceof MultipartException)
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "BAD-REQUEST",
                    "The body is no form with files, as its type says; send it as multipart/form-data with its boundary.",
                    request);
        if (DisconnectedClientHelper.isClientDisconnectedException(thrown)) {
            LOG.warn(
                    "{} {} from {} broke off before its end; nothing of it was kept, and it can be sent again.",
                    request.getMethod(),
                    request.getRequestURI() + (request.getQueryString() == null ? "" : "?" + request.getQueryString()),
                    request.getRemoteAddr());
            return ResponseEntity.badRequest().build(); // who would read it has gone
        }
        if (thrown instanceof InvalidParameterException)
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "BAD-REQUEST",
                    "The query, or the form, has a value without a name or cannot be decoded; send name=value pairs.",
                    request);
        if (thrown instanceof TypeMismatchException value)
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "BAD-REQUEST",
                    "'" + value.getPropertyName() + "' cannot be '" + value.getValue() + "'.",
                    request);
        if (thrown instanceof HttpMessageNotReadableException)
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "BAD-REQUEST",
                    "The body is missing, or broke off before its end.",
                    request);
        String id = UUID.randomUUID().toString();
        LOG.error("Request {} {} failed ({}).", request.getMethod(), request.getRequestURI(), id, thrown);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                FailureCode.DEFECT.wire(),
                "A defect of Ratchet; the log explains it under " + id + ".",
                request);
    }

    private static String code(ErrorResponse web) {
        if (web instanceof NoResourceFoundException) return FailureCode.ID_UNKNOWN.wire();
        HttpStatus status = HttpStatus.valueOf(web.getStatusCode().value());
        return switch (status) {
            case METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE -> "BAD-REQUEST";
            default -> Refusals.code(status);
        };
    }

    /** What Spring refused, in words that name what was asked for and what is possible. */
    private static String sentence(ErrorResponse web, HttpServletRequest request) {
        if (web instanceof NoResourceFoundException)
            return "There is nothing at '" + request.getRequestURI() + "'; check the address.";
        if (web instanceof HttpRequestMethodNotSupportedException method)
            return method.getMethod() + " is not possible at '" + request.getRequestURI() + "', only "
                    + (method.getSupportedMethods() == null ? "others" : join(List.of(method.getSupportedMethods())))
                    + ".";
        if (web instanceof HttpMediaTypeNotSupportedException type)
            return "A body of the type '" + type.getContentType() + "' is not taken at '" + request.getRequestURI()
                    + "', only " + join(type.getSupportedMediaTypes()) + ".";
        String detail = web.getBody().getDetail();
        return detail == null ? "The request cannot be answered." : detail;
    }

    private static String join(List<?> possible) {
        return possible.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private Object answer(HttpStatusCode status, String code, String detail, HttpServletRequest request) {
        if (!request.getRequestURI().startsWith("/api/")) {
            ModelAndView page = new ModelAndView("refused", status);
            page.addObject("sentence", detail);
            page.addAllObjects(shell.around(request)); // what a page is given that is answered as usual
            return page;
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:ratchet:failure:" + code));
        problem.setProperty("code", code);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static HttpStatus status(Failure failure) {
        if (failure.code() == FailureCode.ID_UNKNOWN) return HttpStatus.NOT_FOUND;
        if (failure.code() == FailureCode.INTAKE_TOO_LARGE) return HttpStatus.CONTENT_TOO_LARGE;
        if (failure instanceof Failure.Malformed) return HttpStatus.UNPROCESSABLE_CONTENT;
        if (failure instanceof Failure.Unsafe) return HttpStatus.CONFLICT;
        if (failure instanceof Failure.Transient) return HttpStatus.SERVICE_UNAVAILABLE;
        return HttpStatus.INTERNAL_SERVER_ERROR;
    }
}
