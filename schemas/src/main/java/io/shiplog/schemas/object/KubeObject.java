package io.shiplog.schemas.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.record.PodSummary;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object as every role holds it: what is asked often is a field, the rest is JSON that is parsed
 * only
 * when somebody looks. Immutable by contract: {@link #tree()} is shared and must not be changed, {@link #copy()} may
 * be.
 *
 * <p>The JSON carries no {@code metadata.resourceVersion}: that is the Kafka offset of the record and is put in by
 * readers.
 * {@link #version()} counts the changes of the name and is what preconditions compare.
 */
public final class KubeObject {

    private static final SliceGroup NO_SLICE = new SliceGroup("", 0, 0L, 0, 0, false);

    private final ObjectKey key;
    private final String uid;
    private final long version;
    private final int jsonLength;
    /** The JSON as bytes, or packed: one reference, so that readers on other threads see one or the other whole. */
    private Object body;

    private final Map<String, String> labels;
    private final String ownerUid;
    private final List<String> ownerUids;
    private final String node;
    private final long creationMillis;
    private final long deletionMillis;
    private @Nullable ObjectNode tree;
    private @Nullable PodFacts pod;

    private KubeObject(ObjectNode tree, byte[] json, long version) {
        this.key = key(
                groupOf(Json.textAt(tree, "apiVersion")),
                Json.textAt(tree, "kind"),
                Json.textAt(tree, "metadata", "namespace"),
                Json.textAt(tree, "metadata", "name"));
        this.uid = Json.textAt(tree, "metadata", "uid");
        this.version = version;
        this.jsonLength = json.length;
        this.body = json;
        this.tree = tree;
        this.labels = Labels.shared(Json.mapAt(tree, "metadata", "labels"));
        List<String> uids = new ArrayList<>(1);
        String controllerUid = "";
        for (ObjectNode owner : Json.objectsAt(tree, "metadata", "ownerReferences")) {
            String ownersUid = Json.textAt(owner, "uid");
            uids.add(Texts.shared(ownersUid));
            if (controllerUid.isEmpty() && Json.flagAt(owner, "controller")) {
                controllerUid = ownersUid;
            }
        }
        this.ownerUids = List.copyOf(uids);
        this.ownerUid = Texts.shared(controllerUid);
        this.node = Texts.shared(Json.textAt(tree, "spec", "nodeName"));
        this.creationMillis = Times.millis(Json.textAt(tree, "metadata", "creationTimestamp"));
        this.deletionMillis = Times.millis(Json.textAt(tree, "metadata", "deletionTimestamp"));
    }

    private KubeObject(ResourceEnvelope envelope, byte[] json) {
        this.key = key(envelope.getGroup(), envelope.getKind(), envelope.getNamespace(), envelope.getName());
        this.uid = envelope.getUid();
        this.version = envelope.getVersion();
        this.jsonLength = json.length;
        this.body = json;
        this.labels = Labels.shared(envelope.getLabels());
        this.ownerUids = envelope.getOwnerUids().stream().map(Texts::shared).toList();
        this.ownerUid = Texts.shared(envelope.getOwnerUid());
        this.node = Texts.shared(envelope.getNode());
        this.creationMillis = envelope.getCreationMillis();
        this.deletionMillis = envelope.getDeletionMillis();
    }

    /** What {@link ObjectReader} has read: every text that many share is shared. */
    KubeObject(Header header, Object body) {
        this.key = header.key();
        this.uid = header.uid();
        this.version = header.version();
        this.jsonLength = body instanceof PackedJson packed ? packed.length() : ((byte[]) body).length;
        this.body = body;
        this.labels = header.labels();
        this.ownerUids = header.ownerUids();
        this.ownerUid = header.ownerUid();
        this.node = header.node();
        this.creationMillis = header.creationMillis();
        this.deletionMillis = header.deletionMillis();
    }

    /** All but the JSON. */
    record Header(
            ObjectKey key,
            String uid,
            long version,
            Map<String, String> labels,
            String ownerUid,
            List<String> ownerUids,
            String node,
            long creationMillis,
            long deletionMillis) {}

    /** Group and kind as the table of kinds has them: a hundred thousand keys share one text. */
    static ObjectKey key(String group, String kind, String namespace, String name) {
        Kind known = Kinds.find(group, kind);
        return known == null
                ? new ObjectKey(group, kind, namespace, name)
                : new ObjectKey(known.group(), known.kind(), Texts.shared(namespace), name);
    }

    /**
     * Takes a stored object out of its envelope without parsing its JSON: the envelope answers what is asked often.
     * That the JSON is well-formed shows at the first look into it.
     */
    public static KubeObject of(ResourceEnvelope envelope) {
        ByteBuffer object = envelope.getObject();
        byte[] json = new byte[object.remaining()];
        object.duplicate().get(json);
        return new KubeObject(envelope, json);
    }

    /**
     * The envelope that {@link #of(ResourceEnvelope)} takes the same object out of. What is not the object's (who
     * changed it and why, the slice, the owner's name) is empty.
     */
    public ResourceEnvelope envelope() {
        ResourceEnvelope out = new ResourceEnvelope();
        out.setGroup(key.group());
        out.setKind(key.kind());
        out.setNamespace(key.namespace());
        out.setName(key.name());
        out.setUid(uid);
        out.setVersion(version);
        out.setOwnerKind("");
        out.setOwnerName("");
        out.setOwnerUid(ownerUid);
        out.setOwnerUids(ownerUids);
        out.setLabels(labels);
        out.setNode(node);
        out.setPhase("");
        out.setActor("");
        out.setCause("");
        out.setController("");
        out.setSlice(NO_SLICE);
        out.setCreationMillis(creationMillis);
        out.setDeletionMillis(deletionMillis);
        out.setObject(ByteBuffer.wrap(json()));
        return out;
    }

    /**
     * As {@link #of(ResourceEnvelope)}, and what controllers ask of a pod is at hand; only a record of an earlier
     * version is parsed for it.
     */
    public static KubeObject withPodFacts(ResourceEnvelope envelope) {
        KubeObject object = of(envelope);
        PodSummary summary = envelope.getPod();
        if (summary != null) {
            object.pod = PodFacts.of(envelope.getPhase(), summary);
        }
        return object;
    }

    /**
     * Wraps a stored tree (apiVersion and kind of the stored version, no resourceVersion), which the caller gives away.
     */
    public static KubeObject of(ObjectNode tree, long version) {
        ObjectNode canonical = Json.canonical(tree);
        return new KubeObject(canonical, Json.bytes(canonical), version);
    }

    /** The same of a pod that is written for its node's report of this digest: {@link PodFacts#reported()} is it. */
    public static KubeObject reported(ObjectNode tree, long version, long digest) {
        KubeObject object = of(tree, version);
        object.pod = PodFacts.of(object.tree()).reported(digest);
        return object;
    }

    /** Reads a stored object from its JSON. Throws IllegalArgumentException when it is malformed. */
    public static KubeObject parse(byte[] json, long version) {
        return new KubeObject(Json.parseStored(json), json, version);
    }

    /** The API group of an apiVersion: "apps/v1" gives "apps", "v1" the empty string. */
    public static String groupOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public ObjectKey key() {
        return key;
    }

    public String kind() {
        return key.kind();
    }

    public String namespace() {
        return key.namespace();
    }

    public String name() {
        return key.name();
    }

    public String uid() {
        return uid;
    }

    /** Counts the changes of this name, from 1; never reused while the name lives. */
    public long version() {
        return version;
    }

    /**
     * UTF-8 JSON; shared, not to be changed. Starts with kind, apiVersion, metadata. Made anew at each call once the
     * object was packed: hold on to it rather than ask twice.
     */
    public byte[] json() {
        Object here = body;
        return here instanceof PackedJson packed ? packed.text() : (byte[]) here;
    }

    /** Bytes of {@link #json()}, known without making it. */
    public int jsonLength() {
        return jsonLength;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** uid of the controlling owner, or empty. */
    public String ownerUid() {
        return ownerUid;
    }

    /** uids of all owner references. */
    public List<String> ownerUids() {
        return ownerUids;
    }

    /** spec.nodeName of a pod, or empty. */
    public String node() {
        return node;
    }

    /** metadata.creationTimestamp in epoch milliseconds. */
    public long creationMillis() {
        return creationMillis;
    }

    /** metadata.deletionTimestamp in epoch milliseconds, or 0. */
    public long deletionMillis() {
        return deletionMillis;
    }

    public boolean deleting() {
        return deletionMillis != 0;
    }

    /** An annotation's value, or empty. */
    public String annotation(String name) {
        return Json.textAt(tree(), "metadata", "annotations", name);
    }

    /**
     * The parsed object; shared, not to be changed. Not thread-safe in the sense that two threads may both parse it.
     */
    public ObjectNode tree() {
        ObjectNode here = tree;
        if (here == null) {
            here = Json.parseStored(json());
            tree = here;
        }
        return here;
    }

    /** A copy that the caller may change. */
    public ObjectNode copy() {
        return tree().deepCopy();
    }

    /** What controllers and the scheduler ask of a pod; only for kind Pod. */
    public PodFacts pod() {
        PodFacts here = pod;
        if (here == null) {
            ObjectNode parsed = tree;
            here = PodFacts.of(parsed == null ? Json.parseStored(json()) : parsed);
            pod = here;
        }
        return here;
    }

    /** Lets go of the parsed tree; it is parsed again when somebody asks. */
    public void compact() {
        if (key.kind().equals(Kinds.POD.kind())) {
            pod();
        }
        tree = null;
    }

    /**
     * Keeps the JSON as what it differs in from its likes, when there are any; if it is kept so already, others will be
     * told by the same. Only the owner of the shapes may.
     */
    public void pack(JsonShapes shapes) {
        if (body instanceof PackedJson known) {
            shapes.know(known.shape());
        } else {
            PackedJson packed = shapes.pack((byte[]) body);
            if (packed != null) {
                body = packed;
            }
        }
    }

    /** The JSON as it is kept: bytes, or a {@link PackedJson}. */
    Object body() {
        return body;
    }

    @Override
    public String toString() {
        return key + "@" + version;
    }
}
