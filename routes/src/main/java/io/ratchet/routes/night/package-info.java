/**
 * How far a night may reach: whose turn it is, what a failure forbids elsewhere, tonight's plan and last night's
 * report.
 */
@NullMarked
package io.ratchet.routes.night;

import org.jspecify.annotations.NullMarked;
