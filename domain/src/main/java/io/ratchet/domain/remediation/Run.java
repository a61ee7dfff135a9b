package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;

/**
 * What the states of one run share.
 *
 * @param approval under which the host is changed; people can renew it
 * @param window in which the host may be changed next
 * @param id letters, digits and hyphens; names the run on the host
 * @param missed how many windows closed before the run got to its end
 */
public record Run(Approval approval, ChangeWindow window, String id, int missed) {
    public Run {
        Checks.text(id, "run id");
        Checks.that(missed >= 0, "windows missed are counted from 0");
    }

    Run under(Approval renewed) {
        return new Run(renewed, window, id, missed);
    }

    Run in(ChangeWindow next) {
        return new Run(approval, next, id, missed + 1);
    }
}
