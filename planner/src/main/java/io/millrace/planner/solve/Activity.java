package io.millrace.planner.solve;

/**
 * A stage on a processor of a kind of device: what a shared plan hosts and gives time to.
 *
 * @param pipeline place of the pipeline in the problem
 * @param stage place of the stage in the pipeline
 * @param processor place of the processor in the device
 * @param itemSeconds processor time per frame, at the best batch the stage may take
 * @param callSeconds time of one call with that batch: what a frame waits for its answer
 * @param memoryBytes what one instance holds
 * @param joules energy that one frame adds to an idle device
 * @param bytesThrough bytes that one frame moves in and out
 * @param hopSeconds time of that move through a broker; 0 with direct links
 * @param most instances that may be useful on one device
 */
record Activity(
    int pipeline,
    int stage,
    int processor,
    double itemSeconds,
    double callSeconds,
    long memoryBytes,
    double joules,
    double bytesThrough,
    double hopSeconds,
    int most) {}
