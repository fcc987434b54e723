// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/seen_images.h"
#include "core/model/prompt_forest.h"

namespace fulcrum::engine {

/// What a checked forest implies for each of its nodes. Images are indices into PromptForest::images, -1 = none.
struct NodePlan
{
    std::int64_t start = 0;            ///< tokens of the path before this node
    std::int64_t length = 0;           ///< tokens of the path including this node
    int depth = 0;
    SeenImages before, after;          ///< image state at the node's ends
    std::vector<std::int64_t> imageOf; ///< per token
};

/// Checks a forest and plans its nodes; throws EngineError naming the node.
std::vector<NodePlan> planForest(const model::PromptForest& forest, const ForestShape& shape);

/// Checks one request against the plan; throws EngineError.
void checkRequest(const model::ScoreRequest& request, const std::vector<NodePlan>& plan);

/// Nodes from the root to `node`.
std::vector<int> pathTo(const model::PromptForest& forest, int node);

/// Indices of `nodes` ordered so that those sharing a prefix are neighbours (depth first).
std::vector<std::size_t> depthFirst(const model::PromptForest& forest, const std::vector<int>& nodes);

} // namespace fulcrum::engine
