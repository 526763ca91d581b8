package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;

/**
 * All that scheduling wants to know of a pod's spec; shared by all pods with an equal spec, so that a hundred thousand
 * replicas cost one parse. Immutable: the arrays are not to be changed.
 */
public final class PodShape {

    /** The scheduler of pods that name none. */
    public static final String DEFAULT_SCHEDULER = "default-scheduler";

    /** Whose pods have it: owner and fingerprint of the spec, by which {@link PodShapes} finds it. */
    final String ownerUid;

    final long fingerprint;
    final long[] requests;
    final long scoringCpuMilli;
    final long scoringMemoryBytes;
    final HostPort[] hostPorts;
    private final String[] images;
    private final InlineDisk[] disks;
    private final Toleration[] tolerations;
    private final NodeSelection nodes;
    private final int priority;
    private final String schedulerName;
    private final boolean gated;
    private final boolean neverPreempts;
    private final PodAffinity affinity;
    private final List<SpreadConstraint> spread;

    private PodShape(String ownerUid, long fingerprint, JsonNode spec, ResourceIndex index) {
        this.ownerUid = ownerUid;
        this.fingerprint = fingerprint;
        requests = PodRequests.total(spec, index, false);
        long[] scoring = PodRequests.total(spec, index, true);
        scoringCpuMilli = scoring[ResourceIndex.CPU];
        scoringMemoryBytes = scoring[ResourceIndex.MEMORY];
        hostPorts = HostPort.of(spec);
        images = ImageNames.ofPod(spec);
        disks = InlineDisk.of(spec);
        tolerations = Toleration.of(spec);
        nodes = NodeSelection.ofPod(spec);
        priority = (int) Json.longAt(spec, 0, "priority");
        String scheduler = Json.textAt(spec, "schedulerName");
        schedulerName = scheduler.isEmpty() ? DEFAULT_SCHEDULER : scheduler;
        gated = !Json.objectsAt(spec, "schedulingGates").isEmpty();
        neverPreempts = Json.textAt(spec, "preemptionPolicy").equals("Never");
        affinity = PodAffinity.of(spec);
        spread = SpreadConstraint.of(spec);
    }

    /** Reads the spec of a pod that shares its shape with nobody. */
    public static PodShape of(JsonNode spec, ResourceIndex index) {
        return new PodShape("", 0, spec, index);
    }

    /** Reads the spec that all pods of an owner with this fingerprint have. */
    static PodShape of(String ownerUid, long fingerprint, JsonNode spec, ResourceIndex index) {
        return new PodShape(ownerUid, fingerprint, spec, index);
    }

    /** Reads what {@link #write} wrote. */
    PodShape(SnapshotReader in) throws IOException {
        ownerUid = in.text();
        fingerprint = in.number();
        requests = in.amounts();
        scoringCpuMilli = in.number();
        scoringMemoryBytes = in.number();
        hostPorts = in.list(HostPort::read).toArray(HostPort[]::new);
        images = in.list(SnapshotReader::word).toArray(String[]::new);
        disks = in.list(InlineDisk::read).toArray(InlineDisk[]::new);
        tolerations = in.list(Toleration::read).toArray(Toleration[]::new);
        nodes = NodeSelection.read(in);
        priority = (int) in.number();
        schedulerName = in.word();
        gated = in.flag();
        neverPreempts = in.flag();
        affinity = PodAffinity.read(in);
        spread = List.copyOf(in.list(SpreadConstraint::read));
    }

    void write(SnapshotWriter out) throws IOException {
        out.text(ownerUid);
        out.number(fingerprint);
        out.amounts(requests);
        out.number(scoringCpuMilli);
        out.number(scoringMemoryBytes);
        out.list(List.of(hostPorts), HostPort::write);
        out.list(List.of(images), SnapshotWriter::word);
        out.list(List.of(disks), InlineDisk::write);
        out.list(List.of(tolerations), Toleration::write);
        nodes.write(out);
        out.number(priority);
        out.word(schedulerName);
        out.flag(gated);
        out.flag(neverPreempts);
        affinity.write(out);
        out.list(spread, SpreadConstraint::write);
    }

    /** Amounts asked, by {@link ResourceIndex}. */
    public long[] requests() {
        return requests;
    }

    /** Millicores that count in scores, with the default for containers that state none. */
    public long scoringCpuMilli() {
        return scoringCpuMilli;
    }

    /** Bytes that count in scores, with the default for containers that state none. */
    public long scoringMemoryBytes() {
        return scoringMemoryBytes;
    }

    public HostPort[] hostPorts() {
        return hostPorts;
    }

    /** Normalised names of the images of its containers and init containers, one for each. */
    public String[] images() {
        return images;
    }

    /** Disks that it names, which others may not have at once. */
    public InlineDisk[] disks() {
        return disks;
    }

    public Toleration[] tolerations() {
        return tolerations;
    }

    /** nodeSelector and node affinity. */
    public NodeSelection nodes() {
        return nodes;
    }

    /** spec.priority, 0 when unset. */
    public int priority() {
        return priority;
    }

    /** spec.schedulerName. */
    public String schedulerName() {
        return schedulerName;
    }

    /** It has schedulingGates and is not to be placed yet. */
    public boolean gated() {
        return gated;
    }

    /** spec.preemptionPolicy is Never. */
    public boolean neverPreempts() {
        return neverPreempts;
    }

    /** Affinity and anti-affinity to other pods. */
    public PodAffinity affinity() {
        return affinity;
    }

    /** spec.topologySpreadConstraints. */
    public List<SpreadConstraint> spread() {
        return spread;
    }

    /** Does it depend on other pods where one of this shape may run? */
    boolean looksAtPods() {
        return !spread.isEmpty() || !affinity.isEmpty();
    }

    /** Does what it asks of other pods depend on the labels of the pod itself (matchLabelKeys)? */
    boolean looksAtOwnLabels() {
        return affinity.looksAtOwnLabels()
                || spread.stream().anyMatch(each -> !each.matchLabelKeys().isEmpty());
    }
}
