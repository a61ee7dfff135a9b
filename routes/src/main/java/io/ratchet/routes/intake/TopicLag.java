package io.ratchet.routes.intake;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * How far this process is behind the end of its topic, as its own consumer says. Kafka's client shows its figures as
 * MBeans of the JVM (Kafka documentation, "Consumer fetch metrics"), so that nothing more is asked of the brokers.
 */
public final class TopicLag {
    private static final String PARTITIONS =
            "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*,topic=*,partition=*";
    private static final String LAG = "records-lag";

    /**
     * Messages not yet read, over all partitions that this process reads, as of its last look at the topic; NaN when it
     * reads none or has not looked yet.
     */
    public double messages() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double sum = Double.NaN;
        for (ObjectName partition : partitions(beans)) {
            double lag = lag(beans, partition);
            if (!Double.isNaN(lag)) sum = Double.isNaN(sum) ? lag : sum + lag;
        }
        return sum;
    }

    private static Set<ObjectName> partitions(MBeanServer beans) {
        try {
            return beans.queryNames(new ObjectName(PARTITIONS), null);
        } catch (JMException e) {
            throw new IllegalStateException("a pattern of ours is no name", e);
        }
    }

    private static double lag(MBeanServer beans, ObjectName partition) {
        try {
            return beans.getAttribute(partition, LAG) instanceof Number lag ? lag.doubleValue() : Double.NaN;
        } catch (JMException e) {
            return Double.NaN; // the partition went to another consumer in the meantime
        }
    }
}
