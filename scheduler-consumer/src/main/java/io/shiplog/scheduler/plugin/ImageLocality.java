package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Arrays;

/**
 * Likes nodes that have the pod's images already, the more bytes the better. An image counts by the share of all nodes
 * that have it, lest everything runs on the one node that happened to pull it first. E.g. one container's image of
 * 250 MiB on one of two nodes counts 125 MiB there; below 23 MiB is 0, 1000 MiB a container is 100.
 */
public final class ImageLocality implements Score {

    private static final long MIB = 1024 * 1024;
    private static final long LEAST_BYTES = 23 * MIB;
    private static final long CONTAINER_BYTES_MAX = 1000 * MIB;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        String[] images = pod.shape().images();
        if (Arrays.stream(images).allMatch(image -> snapshot.nodesWith(image) == 0)) {
            return false;
        }
        double[] shares = new double[images.length];
        for (int i = 0; i < images.length; i++) {
            shares[i] = (double) snapshot.nodesWith(images[i]) / snapshot.size();
        }
        state.put(this, shares);
        return true;
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        if (!(state.get(this) instanceof double[] shares) || node.images().isEmpty()) {
            return 0;
        }
        String[] images = pod.shape().images();
        long bytes = 0;
        for (int i = 0; i < images.length; i++) {
            Long size = node.images().get(images[i]);
            bytes += size == null ? 0 : (long) (size * shares[i]);
        }
        long most = CONTAINER_BYTES_MAX * images.length;
        long counted = Math.max(LEAST_BYTES, Math.min(most, bytes));
        return MAX_SCORE * (counted - LEAST_BYTES) / (most - LEAST_BYTES);
    }
}
