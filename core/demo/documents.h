// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/demo/language.h"

namespace fulcrum::demo {

/// The scenes that pre-training draws from. Image i of the model's image table is scene i.
struct SceneBank
{
    std::vector<Scene> scenes;
    std::array<std::vector<int>, kBackgrounds> byBackground;
};
/// `count` scenes, scene i from (seed, i); every background occurs from 8 scenes on. Does not draw any pixels.
SceneBank makeSceneBank(std::uint64_t seed, int count);

/// One image-text pair of a pre-training document.
struct Pair
{
    int scene = 0;
    std::string question; ///< empty for captions
    std::string answer;   ///< caption or answer
    Style style;          ///< who wrote it
    bool copied = false;  ///< repeats an earlier pair
};

struct Document
{
    data::Task task = data::Task::Caption;
    std::vector<Pair> pairs;
};

/// Shares of the pre-training distribution (TINY_WORLD.md section 3).
struct DocumentSpec
{
    int mostPairs = 9;
    std::array<double, 3> styleCounts{0.40, 0.35, 0.25}; ///< one, two or three styles a document
    double stay = 0.7;       ///< the style of a pair is that of the pair before it
    double preferred = 0.8;  ///< the scene has one of the style's two backgrounds
    double stranger = 0.06;  ///< a pair in a style of its own
    double copy = 0.06;      ///< an exact repetition of an earlier pair
    double web = 0.3;        ///< caption styles without content
    double phrasing = 0.75;  ///< the question has the style's preferred form
};

/// 1 to mostPairs pairs of one task. The style follows a sticky chain, which makes recency rational; VQA documents keep to
/// one to four question types.
Document drawDocument(const SceneBank& bank, data::Task task, const DocumentSpec& spec, Rng& rng);

} // namespace fulcrum::demo
