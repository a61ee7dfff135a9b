/** Letters to a mail server. */
@NullMarked
package io.ratchet.connectors.mail;

import org.jspecify.annotations.NullMarked;
