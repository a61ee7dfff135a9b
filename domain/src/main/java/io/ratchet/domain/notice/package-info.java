/** What people are told although they did not ask. */
@NullMarked
package io.ratchet.domain.notice;

import org.jspecify.annotations.NullMarked;
