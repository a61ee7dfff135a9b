/**
 * First stage: a report is parsed while it is read, each row becomes findings, and what cannot be read goes to the
 * rejected list with file, record and reason. Nothing is lost, nothing is retried blindly. What comes in is hostile: no
 * DTD, no entity, limits on size and ratio.
 */
@NullMarked
package io.ratchet.routes.intake;

import org.jspecify.annotations.NullMarked;
