package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.scheduler.snapshot.NodeInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SchedulerCoreProperties {

    @Property(tries = 100)
    void neverPlacesAboveAllocatable(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 8) Integer> nodes,
            @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> pods) {
        Cell cell = cell(nodes, pods, 0);
        cell.cycle();
        for (int i = 0; i < cell.core.snapshot().size(); i++) {
            NodeInfo node = cell.core.snapshot().node(i);
            assertThat(node.requested(0)).isLessThanOrEqualTo(node.allocatable(0));
            assertThat((long) node.pods().size()).isLessThanOrEqualTo(node.allocatablePods());
        }
    }

    @Property(tries = 100)
    void placementDoesNotDependOnTheOrderInWhichNodesWereHeardOf(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 8) Integer> nodes,
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> pods,
            @ForAll @IntRange(min = 1, max = 1000) int shuffle) {
        Map<String, String> inOrder = Cell.bindings(cell(nodes, pods, 0).cycle());
        assertThat(Cell.bindings(cell(nodes, pods, shuffle).cycle())).isEqualTo(inOrder);
    }

    @Property(tries = 50)
    void aPodThatFitsNowhereIsPlacedAfterANodeAppears(
            @ForAll @Size(max = 10) List<@IntRange(min = 1, max = 8) Integer> nodes) {
        Cell cell = cell(nodes, List.of(9), 0);
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.see(Cell.node("wide", "16"));
        cell.passSeconds(10);
        assertThat(Cell.bindings(cell.cycle())).containsValue("wide");
    }

    private static Cell cell(List<Integer> nodes, List<Integer> pods, int shuffle) {
        Cell cell = new Cell();
        cell.fence(1);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            order.add(i);
        }
        if (shuffle != 0) {
            Collections.shuffle(order, new Random(shuffle));
        }
        order.forEach(i -> cell.see(Cell.node("n" + i, nodes.get(i).toString())));
        for (int i = 0; i < pods.size(); i++) {
            cell.see(Cell.pod("p" + i, pods.get(i).toString()));
        }
        return cell;
    }
}
