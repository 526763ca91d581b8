package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that scheduling wants to know of a Node object. Immutable: the arrays are not to be changed.
 *
 * @param labels metadata.labels
 * @param taints spec.taints
 * @param unschedulable spec.unschedulable
 * @param allocatable status.allocatable without pods, by {@link ResourceIndex}
 * @param allocatablePods status.allocatable.pods
 * @param images bytes of the images in status.images, by each of their names
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        Taint[] taints,
        boolean unschedulable,
        long[] allocatable,
        long allocatablePods,
        Map<String, Long> images) {

    static NodeFacts of(ObjectNode node, ResourceIndex index) {
        return new NodeFacts(
                Json.textAt(node, "metadata", "name"),
                Map.copyOf(Json.mapAt(node, "metadata", "labels")),
                Taint.of(node),
                Json.flagAt(node, "spec", "unschedulable"),
                index.amounts(Json.at(node, "status", "allocatable")),
                ResourceIndex.amount(ResourceIndex.PODS, Json.at(node, "status", "allocatable", ResourceIndex.PODS)),
                ImageNames.ofNode(node));
    }

    /** Writes it. */
    public static void write(SnapshotWriter out, NodeFacts node) throws IOException {
        out.text(node.name);
        out.labels(node.labels);
        out.list(List.of(node.taints), Taint::write);
        out.flag(node.unschedulable);
        out.amounts(node.allocatable);
        out.number(node.allocatablePods);
        out.list(node.images.entrySet(), (to, image) -> {
            to.word(image.getKey());
            to.number(image.getValue());
        });
    }

    /** Reads what {@link #write} wrote. */
    public static NodeFacts read(SnapshotReader in) throws IOException {
        return new NodeFacts(
                in.text(),
                in.labels(),
                in.list(Taint::read).toArray(Taint[]::new),
                in.flag(),
                in.amounts(),
                in.number(),
                images(in));
    }

    private static Map<String, Long> images(SnapshotReader in) throws IOException {
        Map<String, Long> out = new TreeMap<>();
        for (Map.Entry<String, Long> image : in.list(each -> Map.entry(each.word(), each.number()))) {
            out.put(image.getKey(), image.getValue());
        }
        return out.isEmpty() ? Map.of() : out;
    }
}
