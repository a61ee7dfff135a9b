package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;

/**
 * What the states of one run share.
 *
 * @param approval under which the host is changed; people can renew it
 * @param window in which the host may be changed next
 * @param id letters, digits and hyphens; names the run on the host
 * @param missed how many windows closed before its present leg got to its end
 * @param leg the leg of the plan it is at, from 1; those before it were verified
 */
public record Run(Approval approval, ChangeWindow window, String id, int missed, int leg) {
    public Run {
        Checks.text(id, "run id");
        Checks.that(missed >= 0, "windows missed are counted from 0");
        Checks.that(leg >= 1, "legs are counted from 1");
    }

    Run under(Approval renewed) {
        return new Run(renewed, window, id, missed, leg);
    }

    Run in(ChangeWindow next) {
        return new Run(approval, next, id, missed + 1, leg);
    }

    Run nextLeg() {
        return new Run(approval, window, id, 0, leg + 1);
    }
}
