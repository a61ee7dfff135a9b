/** Text from outside on its way to where people read it. */
@NullMarked
package io.ratchet.connectors.text;

import org.jspecify.annotations.NullMarked;
