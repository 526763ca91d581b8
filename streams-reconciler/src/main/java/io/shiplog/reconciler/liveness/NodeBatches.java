package io.shiplog.reconciler.liveness;

import io.shiplog.schemas.record.NodeNews;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the watch says of many nodes at once, in few records. Each change of a Node is a fact that every partition must
 * hear: told one by one, 2,000 nodes that register are 32,000 records for 16 partitions.
 */
public final class NodeBatches {

    /** Nodes in one record: a registration is about 1 kB, and a slice writes a Node and an answer for each. */
    static final int NODES_MAX = 64;

    private NodeBatches() {}

    /** The same in the same order, as {@link NodeNews}. */
    public static List<SpecificRecord> of(List<SpecificRecord> verdicts) {
        List<SpecificRecord> out = new ArrayList<>();
        for (int from = 0; from < verdicts.size(); from += NODES_MAX) {
            out.add(new NodeNews(List.copyOf(verdicts.subList(from, Math.min(from + NODES_MAX, verdicts.size())))));
        }
        return out;
    }
}
