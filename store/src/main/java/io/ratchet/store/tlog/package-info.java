/**
 * A transparency log in the standard's own files (c2sp.org: signed-note, tlog-checkpoint, tlog-tiles, tlog-proof,
 * tlog-cosignature, tlog-witness), so that programs which know nothing of Ratchet can check it. The tree is that of RFC
 * 6962, section 2.1. Nothing here knows what a line of the log says.
 */
@NullMarked
package io.ratchet.store.tlog;

import org.jspecify.annotations.NullMarked;
