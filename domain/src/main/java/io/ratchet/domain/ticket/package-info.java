/** What people are asked for, one ticket for each unit of work, and what comes of sending it. */
@NullMarked
package io.ratchet.domain.ticket;

import org.jspecify.annotations.NullMarked;
