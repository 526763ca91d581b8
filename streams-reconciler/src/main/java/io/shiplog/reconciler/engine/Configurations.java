package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.reconciler.state.ConfigUse;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ConfigureNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What nodes hear of ConfigMaps and Secrets, by rule, whoever changed something: a node knows exactly those that exist
 * and that a pod bound to it names.
 *
 * <p>What a pod needs goes to its node in the slice that binds it, ahead of the pod. A changed object goes to all nodes
 * that need it, a slice full at a time: a row keeps which node was told last.
 */
final class Configurations {

    /** Rows of objects that not all nodes have heard of yet; the value is the node told last, empty for none. */
    static final String ROW = "config/";

    private static final List<String> CONTENT = List.of("type", "immutable", "data", "binaryData");

    private Configurations() {}

    /** Tells a pod's node what it lacks for the pod: called before the pod's own command. */
    static void needed(Slice slice, @Nullable KubeObject before, @Nullable KubeObject after) {
        if (after == null || !bound(after) || bound(before)) {
            return;
        }
        for (ConfigReference reference : after.pod().configs()) {
            ObjectKey key = ConfigUse.key(reference, after.namespace());
            KubeObject object = slice.state().get(key);
            if (object != null && slice.state().configUse().pods(key, after.node()) == 1) {
                slice.out(command(after.node(), key, object));
            }
        }
    }

    /** Tells a pod's node what it needs no longer: called when the pod is out of the state. */
    static void noLongerNeeded(Slice slice, @Nullable KubeObject before, @Nullable KubeObject after) {
        if (before == null || !bound(before) || bound(after)) {
            return;
        }
        for (ConfigReference reference : before.pod().configs()) {
            ObjectKey key = ConfigUse.key(reference, before.namespace());
            // An object that has just gone may not have been spread yet, and then this node would not be reached.
            boolean known =
                    slice.state().get(key) != null || slice.state().rows().get(ROW + key.encoded()) != null;
            if (known && slice.state().configUse().pods(key, before.node()) == 0) {
                slice.out(command(before.node(), key, null));
            }
        }
    }

    private static boolean bound(@Nullable KubeObject pod) {
        return pod != null && pod.kind().equals(Kinds.POD.kind()) && !pod.node().isEmpty();
    }

    /** Notes that nodes have to hear of an object that came, changed or went. */
    static void changed(ClusterState state, @Nullable KubeObject before, @Nullable KubeObject after) {
        KubeObject object = after == null ? before : after;
        if (object == null || !isConfiguration(object.key())) {
            return;
        }
        boolean says = before == null || after == null || !Json.same(slim(before), slim(after));
        if (says && !state.configUse().nodes(object.key()).isEmpty()) {
            state.rows().put(ROW + object.key().encoded(), "");
        }
    }

    private static boolean isConfiguration(ObjectKey key) {
        return key.group().isEmpty()
                && (key.kind().equals(ConfigReference.CONFIG_MAP) || key.kind().equals(ConfigReference.SECRET));
    }

    /** Notes that every node has to hear of everything it needs: after a rebuild nobody knows who was told what. */
    static void allChanged(ClusterState state) {
        for (ObjectKey key : state.configUse().named()) {
            state.rows().put(ROW + key.encoded(), "");
        }
    }

    /** True when some node has not heard of something yet. */
    static boolean pending(ClusterState state) {
        return !state.rows().withPrefix(ROW).isEmpty();
    }

    /** Tells nodes what was noted until the slice is full. False when there was nothing to tell. */
    static boolean spread(Slice slice) {
        ClusterState state = slice.state();
        SortedMap<String, String> rows = state.rows().withPrefix(ROW);
        if (rows.isEmpty()) {
            return false;
        }
        String row = rows.firstKey();
        ObjectKey key = ObjectKey.parse(row.substring(ROW.length()));
        String last = Objects.requireNonNull(rows.get(row));
        for (String node : state.configUse().nodes(key).tailSet(last, false)) {
            if (slice.full()) {
                state.rows().put(row, last);
                return true;
            }
            slice.out(command(node, key, state.get(key)));
            last = node;
        }
        state.rows().remove(row);
        return true;
    }

    /** A record, or tombstone, of node-commands under the key node/kind/namespace/name. */
    private static Out command(String node, ObjectKey key, @Nullable KubeObject object) {
        ConfigureNode record = object == null
                ? null
                : new ConfigureNode(
                        node,
                        key.group(),
                        key.kind(),
                        key.namespace(),
                        key.name(),
                        object.uid(),
                        object.version(),
                        ByteBuffer.wrap(Json.bytes(slim(object))));
        return Consequences.command(node, key.kind() + "/" + key.namespace() + "/" + key.name(), record);
    }

    /** What a node needs of an object: who it is and what it holds. */
    private static ObjectNode slim(KubeObject object) {
        ObjectNode out = Json.object();
        out.put("kind", object.kind()).put("apiVersion", "v1");
        out.putObject("metadata").put("name", object.name()).put("namespace", object.namespace());
        for (Map.Entry<String, JsonNode> field : object.tree().properties()) {
            if (CONTENT.contains(field.getKey())) {
                out.set(field.getKey(), field.getValue());
            }
        }
        return out;
    }
}
