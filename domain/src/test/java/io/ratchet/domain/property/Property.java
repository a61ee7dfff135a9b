package io.ratchet.domain.property;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test that must hold for whatever is drawn: it takes one {@link Draw} and runs once for each of a row of them, small
 * cases first. The row follows from its seed, which is the same in every run unless {@code -Dratchet.seed=N} says
 * another; {@code -Dratchet.tries.percent=P} draws so many of the usual number. A failure tells the seed and what was
 * drawn. It is our own because it is this small: the libraries with such draws that are looked after are for other
 * languages.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Property.Row.class)
@ExtendWith(Property.Teller.class)
public @interface Property {
    /** How many cases are drawn. */
    int tries() default 100;

    /** The draws of one property. */
    final class Row implements ArgumentsProvider {
        private static final long SEED = Long.getLong("ratchet.seed", 1L);
        private static final int PERCENT = Integer.getInteger("ratchet.tries.percent", 100);

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            int usual = context.getRequiredTestMethod()
                    .getAnnotation(Property.class)
                    .tries();
            int tries = Math.max(1, usual * PERCENT / 100);
            return IntStream.range(0, tries).mapToObj(number -> Arguments.of(new Draw(SEED, number, tries)));
        }
    }

    /** Adds to a failure what it takes to see it again. */
    final class Teller implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
                throws Throwable {
            try {
                invocation.proceed();
            } catch (Exception | AssertionError failure) {
                Draw draw = (Draw) call.getArguments().get(0);
                throw new AssertionError(
                        "Does not hold for %s (again with -Dratchet.seed=%d -Dratchet.tries.percent=%d), which drew %s:%n%s"
                                .formatted(draw, Row.SEED, Row.PERCENT, draw.drawn(), failure.getMessage()),
                        failure);
            }
        }
    }
}
