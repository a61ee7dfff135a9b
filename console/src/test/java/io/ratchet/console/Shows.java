package io.ratchet.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which success criteria of WCAG a test looks at; {@code docs/accessibility.md} is made of it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Shows {
    /** Numbers such as {@code 2.4.1}. */
    String[] value();

    /** Whether the test shows that there is nothing to which these criteria could apply. */
    boolean absent() default false;
}
