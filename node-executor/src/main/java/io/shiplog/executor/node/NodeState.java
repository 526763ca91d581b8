package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.pressure.NodePressure;
import io.shiplog.executor.node.pressure.Thresholds;
import io.shiplog.executor.pod.Admission;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Requests;
import io.shiplog.executor.pod.Surroundings;
import io.shiplog.schemas.object.ConfigReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One node of the process: its registration, its pods, what they take, what they are configured with. */
final class NodeState implements Surroundings {

    final NodeClaim claim;
    final Map<String, PodRun> pods = new LinkedHashMap<>(); // by uid, in the order of their coming
    final Admission admission;
    final NodePressure pressure = new NodePressure(Thresholds.DEFAULT);
    final NodeImages images = new NodeImages();
    /** ConfigMaps and Secrets by kind/namespace/name. */
    private final Map<String, ObjectNode> configs = new HashMap<>();

    private final Set<String> recalled = new TreeSet<>();
    /** The commands were read to their end as of the start. */
    boolean settled;
    /** Given at registration; 0 while there is none. */
    long epoch;
    /** When it last asked for an epoch. */
    long askedMillis;
    /** What it says of itself has changed since it was said. */
    boolean detailsDue;
    /** Pods being killed because nobody wants them; new pods wait for their end. */
    int orphans;
    /** New pods wait for orphans no longer than this. */
    long orphansUntilMillis;
    /** Why the node does nothing any more, or empty. */
    String stopped = "";

    @Nullable
    NodeShutdown shutdown;

    NodeState(NodeClaim claim) {
        this.claim = claim;
        this.admission = new Admission(claim.allocatable(), claim.podsMax());
    }

    /** It has this epoch from now on; what was said in an earlier one does not count. */
    void registered(long newEpoch) {
        epoch = newEpoch;
        images.forget();
    }

    /** Says anew what it says of itself, once it may. */
    void describeAnew() {
        detailsDue |= epoch > 0;
        images.forget();
    }

    /** Goes on going down, if it does. */
    void stepShutdown(PodBooks books, long nowMillis) {
        if (shutdown != null) {
            shutdown.step(this, books, nowMillis);
        }
    }

    /** Takes a ConfigMap or Secret, or null when there is none any more. True when that is news. */
    boolean configure(String key, @Nullable ObjectNode object) {
        recalled.remove(key);
        ObjectNode before = object == null ? configs.remove(key) : configs.put(key, object);
        return !Objects.equals(before, object);
    }

    /** What an earlier life knew, until the commands say otherwise or do not name it. */
    void recall(String key, ObjectNode object) {
        configs.put(key, object);
        recalled.add(key);
    }

    /** The commands were read to their end: what of the recalled they did not name is gone. */
    List<String> forgetRecalled() {
        List<String> gone = List.copyOf(recalled);
        gone.forEach(key -> configure(key, null));
        return gone;
    }

    @Override
    public String address() {
        return claim.address();
    }

    @Override
    public boolean settled() {
        return settled;
    }

    @Override
    public PodConfigs configs(PodRef pod, PodTemplate template) {
        Map<String, ObjectNode> out = new HashMap<>();
        for (ConfigReference reference : template.configReferences()) {
            ObjectNode object = configs.get(reference.kind() + "/" + pod.namespace() + "/" + reference.name());
            if (object != null) {
                out.put(PodConfigs.key(reference.kind(), reference.name()), object);
            }
        }
        return out.isEmpty() ? PodConfigs.NONE : new PodConfigs(out);
    }

    /** Why the node takes no pod of this kind now, whatever its size. */
    Optional<Admission.Refusal> refusal(PodTemplate template) {
        if (shutdown != null) {
            return Optional.of(new Admission.Refusal("NodeShutdown", NodeShutdown.REJECTED));
        }
        boolean bestEffort = template.requests().equals(Requests.NONE);
        String condition = pressure.refuses(template.priority(), bestEffort);
        return condition.isEmpty()
                ? Optional.empty()
                : Optional.of(new Admission.Refusal("Evicted", "The node had condition: [" + condition + "]. "));
    }
}
