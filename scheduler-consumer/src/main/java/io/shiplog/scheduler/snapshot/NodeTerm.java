package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node selector term: all expressions must hold. A term that is empty or malformed matches no node. */
public final class NodeTerm {

    private final boolean never;
    private final List<NodeRequirement> labels;
    private final List<NodeRequirement> fields;

    private NodeTerm(boolean never, List<NodeRequirement> labels, List<NodeRequirement> fields) {
        this.never = never;
        this.labels = labels;
        this.fields = fields;
    }

    /** Reads matchExpressions and matchFields. */
    public static NodeTerm of(ObjectNode term) {
        List<NodeRequirement> labels = new ArrayList<>();
        List<NodeRequirement> fields = new ArrayList<>();
        boolean valid = true;
        for (ObjectNode expression : Json.objectsAt(term, "matchExpressions")) {
            valid &= add(labels, NodeRequirement.label(expression));
        }
        for (ObjectNode expression : Json.objectsAt(term, "matchFields")) {
            valid &= add(fields, NodeRequirement.field(expression));
        }
        return new NodeTerm(!valid || (labels.isEmpty() && fields.isEmpty()), labels, fields);
    }

    static void write(SnapshotWriter out, NodeTerm term) throws IOException {
        out.flag(term.never);
        out.list(term.labels, NodeRequirement::write);
        out.list(term.fields, NodeRequirement::write);
    }

    static NodeTerm read(SnapshotReader in) throws IOException {
        return new NodeTerm(in.flag(), in.list(NodeRequirement::read), in.list(NodeRequirement::read));
    }

    private static boolean add(List<NodeRequirement> to, @Nullable NodeRequirement requirement) {
        return requirement != null && to.add(requirement);
    }

    /** Does a node with these labels and this name satisfy the term? */
    public boolean matches(Map<String, String> nodeLabels, String nodeName) {
        if (never) {
            return false;
        }
        for (NodeRequirement field : fields) {
            if (!field.matches(nodeName)) {
                return false;
            }
        }
        for (NodeRequirement label : labels) {
            if (!label.matchesLabels(nodeLabels)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeTerm that
                && never == that.never
                && labels.equals(that.labels)
                && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return labels.hashCode() * 31 + fields.hashCode();
    }

    /** The one node that the term can match because it asks for metadata.name In [name], or null when it names none. */
    @Nullable
    String onlyNode() {
        String out = null;
        for (NodeRequirement field : fields) {
            if (field.operator().equals("In")) {
                out = field.values().get(0);
            }
        }
        return out;
    }
}
