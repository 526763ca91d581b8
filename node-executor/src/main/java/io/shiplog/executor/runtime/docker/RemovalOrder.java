package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Container;
import java.util.List;

/** Sandboxes go last: Podman does not let a container go while others use its namespaces, force or not. */
final class RemovalOrder {

    private RemovalOrder() {}

    /** The same containers; those of one list do not hinder each other, and those of the first go first. */
    static List<List<Container>> of(List<Container> containers) {
        return List.of(
                containers.stream()
                        .filter(one -> !Labels.sandbox(one.getLabels()))
                        .toList(),
                containers.stream()
                        .filter(one -> Labels.sandbox(one.getLabels()))
                        .toList());
    }
}
