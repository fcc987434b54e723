// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/forest_plan.h"

#include "core/engine/guard.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace fulcrum::engine {

std::vector<NodePlan> planForest(const model::PromptForest& forest, const ForestShape& shape)
{
    std::vector<NodePlan> plan(forest.nodes.size());
    for (std::size_t i = 0; i < forest.nodes.size(); ++i) {
        const model::PromptNode& node = forest.nodes[i];
        NodePlan& own = plan[i];
        const auto refuse = [&](const std::string& why) {
            throw EngineError(ErrorCode::Usage, "cannot run a prompt forest", fmt::format("node {}", i), why);
        };
        if (node.parent >= static_cast<int>(i) || node.parent < -1)
            refuse(fmt::format("its parent {} is not an earlier node", node.parent));
        if (const std::string why = refuseSegment(node.tokens, node.images.size(), shape); !why.empty())
            refuse(why);
        std::vector<std::int64_t> images;
        for (const int image : node.images) {
            if (image < 0 || image >= static_cast<int>(forest.images.size()))
                refuse(fmt::format("image {} is not in the forest", image));
            images.push_back(image);
        }
        if (node.parent >= 0) {
            const NodePlan& parent = plan[static_cast<std::size_t>(node.parent)];
            own.start = parent.length;
            own.depth = parent.depth + 1;
            own.before = parent.after;
        }
        own.length = own.start + static_cast<std::int64_t>(node.tokens.size());
        if (own.length > shape.contextLength) // of one sample among others: callers may leave it out
            throw EngineError(ErrorCode::OutOfRange, "cannot run a prompt forest", fmt::format("node {}", i),
                fmt::format("its path has {} tokens, the model takes {}", own.length, shape.contextLength));
        own.after = own.before;
        own.after.advance(node.tokens, images, shape, own.imageOf);
    }
    return plan;
}

void checkRequest(const model::ScoreRequest& request, const std::vector<NodePlan>& plan)
{
    const std::string where = fmt::format("node {}", request.node);
    if (request.node < 0 || static_cast<std::size_t>(request.node) >= plan.size())
        throw EngineError(ErrorCode::Usage, "cannot score a prompt", where, "there is no such node");
    const NodePlan& node = plan[static_cast<std::size_t>(request.node)];
    if (request.scoreFrom < std::max<std::int64_t>(1, node.start) || request.scoreFrom >= node.length)
        throw EngineError(ErrorCode::Usage, "cannot score a prompt", where,
            fmt::format("the scored tokens start at {}, outside {}..{}", request.scoreFrom,
                std::max<std::int64_t>(1, node.start), node.length - 1));
}

std::vector<int> pathTo(const model::PromptForest& forest, int node)
{
    std::vector<int> path;
    for (; node >= 0; node = forest.nodes[static_cast<std::size_t>(node)].parent)
        path.push_back(node);
    std::reverse(path.begin(), path.end());
    return path;
}

std::vector<std::size_t> depthFirst(const model::PromptForest& forest, const std::vector<int>& nodes)
{
    std::vector<std::vector<int>> paths;
    for (const int node : nodes)
        paths.push_back(pathTo(forest, node));
    std::vector<std::size_t> order(nodes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return paths[a] < paths[b]; });
    return order;
}

} // namespace fulcrum::engine
