/**
 * What the rules match on. Everything here is derived once per asset from what the sources said: whom to believe, what
 * is absent and what is merely unknown, and which requirement of the catalogue is met. Nothing here decides.
 */
@NullMarked
package io.ratchet.rules.fact;

import org.jspecify.annotations.NullMarked;
