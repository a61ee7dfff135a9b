/** Properties for the tests of every module: drawn cases on JUnit's own parameters. */
@NullMarked
package io.ratchet.domain.property;

import org.jspecify.annotations.NullMarked;
