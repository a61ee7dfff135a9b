/** Fourth stage: what is decided waits here for people or for policy. A plan that changes voids its approval. */
@NullMarked
package io.ratchet.routes.queue;

import org.jspecify.annotations.NullMarked;
