/** The language of Ratchet: records and sealed types that validate themselves. Depends on the JDK and jspecify only. */
@NullMarked
package io.ratchet.domain;

import org.jspecify.annotations.NullMarked;
