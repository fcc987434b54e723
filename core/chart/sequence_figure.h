// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/canvas.h"

#include <stop_token>

namespace fulcrum::chart {

/// One picture with its texts.
struct SequenceCard
{
    Path image;
    std::string text;  ///< caption, or question
    std::string answer; ///< VQA only
    std::string badge; ///< "p 0.31", "sim 0.83"; may be empty
};

/// One strategy's prompt for the query, in prompt order, and what the LVLM said.
struct SequenceLane
{
    std::string key;   ///< strategy: its colour and marker stand before the title
    std::string title;
    std::vector<SequenceCard> cards;
    std::string prediction; ///< empty = not asked
    std::string score;      ///< "CIDEr 112.3"; empty = not known
};

/// The qualitative figure of a paper: one query, and the demonstrations that strategies put before it.
struct SequenceFigure
{
    SequenceCard query; ///< `answer` is the reference; `text` the question, if there is one
    std::string queryTitle = "Query", predictionTitle = "Prediction";
    std::vector<SequenceLane> lanes;
    std::map<std::string, std::string> metadata;
    StyleBook styles;
};

/// Pictures by file, at most `edge` pixels long; a file that cannot be read has none and is drawn as an empty frame.
using SequencePictures = std::map<Path, std::shared_ptr<const Picture>>;
SequencePictures loadPictures(const SequenceFigure& figure, int edge, std::stop_token stop = {});

/// The height that the figure takes at the format's width and font.
double sequenceHeightMm(const SequenceFigure& figure, const SequencePictures& pictures, const FigureFormat& format);

/// "svg", "pdf" or "png" with the pictures embedded and the texts wrapped. `format.heightMm` is not used: it follows from the content.
/// OutOfRange without lanes or with sizes that cannot be drawn, Unsupported for another kind.
Result<std::string> renderSequences(
    const SequenceFigure& figure, const SequencePictures& pictures, const FigureFormat& format, const std::string& kind);

} // namespace fulcrum::chart
