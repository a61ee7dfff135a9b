/** Reports that are fetched from what offers them by an API: in turns, page by page, each page a report of its own. */
@NullMarked
package io.ratchet.routes.pull;

import org.jspecify.annotations.NullMarked;
