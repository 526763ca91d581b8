package io.shiplog.benchmarks.real;

/** A side that keeps its containers running by itself, replaces them, and says how far it is. */
interface Orchestrator extends Side {

    /** Asks for another number of containers than there are. */
    void scale(int count);

    /** How many run, as it says itself. */
    long saysRunning();

    /** Settles how the next update goes; replaces nothing yet. */
    void plan(Rollout rollout);

    /** Asks for new containers in place of all, as planned. */
    void update();

    /** Whether it says that the update is over. */
    boolean saysUpdated();

    /** What it shows, for messages. */
    String situation();
}
