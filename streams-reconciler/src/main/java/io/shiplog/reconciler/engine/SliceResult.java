package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.state.ClusterState;
import java.util.List;

/** What one input led to: records in order, and the rows and facts of the task's store that changed with them. */
public record SliceResult(List<Out> outs, ClusterState.Changes changes) {}
