package io.ratchet.store;

import io.ratchet.domain.remediation.Comment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people said of remediations; each is in the audit log too, under whose asset it would take long to look them up
 * for a page of the queue. None is ever changed or taken back.
 */
public interface Comments {
    void add(Comment comment);

    /** The newest first, at most {@code limit}. */
    List<Comment> of(String remediation, int limit);

    /**
     * How many there are, and the last.
     *
     * @param comments at least 1
     */
    record Said(long comments, Comment last) {}

    /**
     * What was said of the plans of a cohort that wait.
     *
     * @param comments how many there are
     * @param remediations of how many plans
     */
    record OfCohort(long comments, long remediations, Comment last) {}

    /** Empty where nothing was. */
    Optional<OfCohort> ofCohort(String cohort);

    /** What was said of these, by id; none for one of which nothing was. */
    Map<String, Said> of(Collection<String> remediations);
}
