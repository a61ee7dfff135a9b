/**
 * Third stage: the whole estate goes in, decisions come out, and what changed since the last round is stored, audited
 * and handed to the queue.
 */
@NullMarked
package io.ratchet.routes.decide;

import org.jspecify.annotations.NullMarked;
