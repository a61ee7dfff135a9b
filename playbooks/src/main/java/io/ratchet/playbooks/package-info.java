/**
 * What to do on a host. In: decisions that can be carried out, as
 * {@link io.ratchet.domain.decision.Decision.Remediate}; out: a {@link io.ratchet.domain.plan.Plan} to approve, and one
 * {@link io.ratchet.domain.plan.PhaseScript} for each phase of it. What comes back is read by
 * {@link io.ratchet.playbooks.PhaseAnswers} and judged by {@link io.ratchet.playbooks.Drift} and
 * {@link io.ratchet.playbooks.ReadBack}. Values travel as data only; the script's text is fixed
 * ({@code docs/phase-script.md}).
 */
@NullMarked
package io.ratchet.playbooks;

import org.jspecify.annotations.NullMarked;
