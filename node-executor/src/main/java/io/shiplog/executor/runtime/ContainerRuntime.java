package io.shiplog.executor.runtime;

import java.util.List;
import java.util.function.Consumer;

/**
 * Whatever runs containers. Implementations carry out calls by themselves, in the order given per pod, and never block
 * the
 * caller.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** As in {@code status.nodeInfo.containerRuntimeVersion}: docker://20.10.24, simulated://0.1.0. */
    String version();

    /** Starts; from now on observations go to the sink, from any thread, in order per pod. Called once. */
    void start(Consumer<List<Observation>> sink);

    /** What it holds now. Throws IllegalStateException with the reason when it cannot say. */
    List<FoundPod> listPods();

    /** Takes calls; returns at once. */
    void call(List<RuntimeCall> calls);

    /** Empty while the runtime answers, else why it does not (the node's Ready condition). */
    String unready();

    /** Ways into running pods. */
    PodAccess access();

    /** Lines of containers. */
    LogSource logs();

    /** What containers use. */
    UsageSource usage();

    /** Images it keeps. */
    ImageStore images();

    /** Ends threads and connections. Containers run on. */
    @Override
    void close();
}
