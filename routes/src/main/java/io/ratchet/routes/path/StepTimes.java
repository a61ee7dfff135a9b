package io.ratchet.routes.path;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How many weeks it takes, from a history in which some are still under way: the estimate of Kaplan and Meier, by
 * weeks. Beyond the longest that was seen it goes on at the pace of the last third of what was seen; where nothing
 * ended in it, at half an event for that time.
 */
final class StepTimes {
    private double[] ended = new double[32];
    private double[] censored = new double[32];
    private double finished;

    /** One more history of so many weeks. */
    void add(int weeks, boolean end) {
        if (weeks >= ended.length) {
            int length = Math.max(weeks + 1, ended.length * 2);
            ended = Arrays.copyOf(ended, length);
            censored = Arrays.copyOf(censored, length);
        }
        if (end) {
            ended[weeks]++;
            finished++;
        } else censored[weeks]++;
    }

    double finished() {
        return finished;
    }

    /** As it was seen. */
    Curve curve() {
        return new Curve(ended, censored);
    }

    /** As it could have been seen as well: each history weighs by chance (the Bayesian bootstrap). */
    Curve drawn(RandomGenerator random) {
        return new Curve(gamma(ended, random), gamma(censored, random));
    }

    private static double[] gamma(double[] counts, RandomGenerator random) {
        double[] drawn = new double[counts.length];
        for (int i = 0; i < counts.length; i++) if (counts[i] > 0) drawn[i] = gamma(counts[i], random);
        return drawn;
    }

    /** Marsaglia and Tsang, for shapes from 1 on. */
    private static double gamma(double shape, RandomGenerator random) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        for (; ; ) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) return d * v;
        }
    }

    /** A survival curve: which share is still under way after so many weeks. */
    static final class Curve {
        /** Minus the logarithm of the share, after each week. */
        private final double[] hazard;

        private final int last;
        private final double tail;

        private Curve(double[] ended, double[] censored) {
            int end = 0;
            for (int week = 0; week < ended.length; week++) if (ended[week] + censored[week] > 0) end = week;
            last = end;
            hazard = new double[last + 1];
            double atRisk = Arrays.stream(ended).sum() + Arrays.stream(censored).sum();
            double sum = 0;
            double events = 0;
            double exposure = 0;
            int third = last - last / 3;
            for (int week = 0; week <= last; week++) {
                double share = atRisk <= 0 ? 0 : Math.min(ended[week] / atRisk, 0.999);
                sum -= Math.log(1 - share);
                hazard[week] = sum;
                if (week >= third) {
                    events += Math.min(ended[week], atRisk);
                    exposure += atRisk;
                }
                atRisk -= ended[week] + censored[week];
            }
            tail = Math.max(events, 0.5) / Math.max(exposure, 1);
        }

        /** Minus the logarithm of the share that is still under way after so many weeks. */
        double hazard(double weeks) {
            if (weeks < 0) return 0;
            int week = (int) weeks;
            return week <= last ? hazard[week] : hazard[last] + (weeks - last) * tail;
        }

        /** Of what is still under way after {@code age} weeks: the share that is so after {@code more} as well. */
        double remaining(double age, double more) {
            return Math.exp(hazard(age) - hazard(age + more));
        }

        /** How many more weeks until the hazard has grown by {@code by} since {@code age}. */
        double until(double age, double by) {
            double wanted = hazard(age) + by;
            if (wanted > hazard[last]) {
                double beyond = Math.max(age, last);
                double from = Math.max(hazard(age), hazard[last]);
                return beyond - age + (wanted - from) / tail;
            }
            int low = (int) Math.max(0, age);
            int high = last;
            while (low < high) {
                int middle = (low + high) / 2;
                if (hazard[middle] >= wanted) high = middle;
                else low = middle + 1;
            }
            return Math.max(0, low - age);
        }
    }
}
