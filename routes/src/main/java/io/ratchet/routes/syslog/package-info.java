/**
 * Events that are sent by syslog (RFC 5424) over TCP or TLS: heard, written to disk, and taken in as reports from
 * there.
 */
@NullMarked
package io.ratchet.routes.syslog;

import org.jspecify.annotations.NullMarked;
