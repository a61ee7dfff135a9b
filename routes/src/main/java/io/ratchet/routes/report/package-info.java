/** Reports for people who have no Ratchet: one file that needs nothing else. */
@NullMarked
package io.ratchet.routes.report;

import org.jspecify.annotations.NullMarked;
