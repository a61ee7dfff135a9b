/** What a source said about a host: reports, findings, observations, and what could not be read. */
@NullMarked
package io.ratchet.domain.finding;

import org.jspecify.annotations.NullMarked;
