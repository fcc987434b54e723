// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <map>
#include <span>

namespace fulcrum::icl {

/// What numbers can be told apart by.
enum class PivotAxis { Task, Model, Split, Strategy, Shots, Seed, Run };
const char* pivotAxisName(PivotAxis axis); ///< "task", "model", "split", "strategy", "shots", "seed", "run"
std::optional<PivotAxis> pivotAxisFromName(std::string_view name);
std::span<const PivotAxis> pivotAxes();

/// One number to stand in a table: a finished cell of an evaluation, or a published one.
struct PivotValue
{
    std::string task, model, split, strategy;
    std::string shots;                ///< "4"; of a published average "avg_1_2", "avg_3_8", "avg_1_8"
    std::optional<std::int64_t> seed; ///< nothing = not known (imported results) or none (published)
    store::RunId run = 0;             ///< 0 = published
    std::string metricName;           ///< "CIDEr", "accuracy"
    double metric = 0;                ///< CIDEr x 100, accuracy in per cent
    std::vector<double> perQuery;     ///< empty where only the mean is known
    std::string source;               ///< where it comes from, for people
    std::string publication;          ///< of a published number: "lever-lm", "idefics-card"
    bool imported = false;

    bool isPublished() const { return run == 0; }
};

/// What the error of a mean is taken over.
enum class PivotSpread {
    Seeds,  ///< standard error of the mean over seeds; none where there is one
    Queries ///< over the queries, each averaged over seeds first
};

struct PivotSpec
{
    std::vector<PivotAxis> rows = {PivotAxis::Strategy};
    std::vector<PivotAxis> columns = {PivotAxis::Shots};
    PivotSpread spread = PivotSpread::Seeds;
    bool averages = true;                     ///< where shots are an axis: Avg:1~2, Avg:3~8, Avg:1~8 behind them
    std::map<PivotAxis, std::string> only;    ///< the one value to look at, as it is written in keys
    bool operator==(const PivotSpec&) const = default;
};

struct PivotCell
{
    std::vector<std::size_t> values; ///< places of what it was made from
    std::optional<double> mean, error; ///< error: standard error of the mean
    std::int64_t n = 0;  ///< what the mean is over: seeds, or queries; of a published number 0
    int rank = 0;        ///< 1 = best of those it can be compared with, 2 = second, 0 = neither or not ranked
    bool incomplete = false; ///< other cells are means over more numbers of shots than this one: not comparable
};

struct PivotTable
{
    PivotSpec spec;
    std::vector<std::vector<std::string>> rows, columns; ///< a key for each axis: "siir", "4", "avg_1_8"
    std::vector<PivotCell> cells;                        ///< row by row
    std::string metricName;                              ///< empty when the tasks have different ones

    const PivotCell& cell(std::size_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
    /// How a key is shown: "SIIR", "4 shots" is up to the caller, "Avg:1~8", "seed 0", "run 8".
    static std::string label(PivotAxis axis, const std::string& key);
    /// What "±" and n are, in a sentence.
    std::string legend() const;
};

/// What a value is called on an axis.
std::string pivotKey(const PivotValue& value, PivotAxis axis);
/// The values that an axis has, in table order; published numbers are not counted.
std::vector<std::string> pivotKeys(std::span<const PivotValue> values, PivotAxis axis);

/// Puts values into a table. Shots, seeds and runs that are no axis are averaged: first over seeds (and runs), then over shots.
/// Task, model, split and strategy that are neither an axis nor in `only` must have one value: Usage names the values
/// otherwise, since a mean over them would mean nothing. Published numbers stand in rows of their own, which are never ranked
/// (other data and models), and need the strategy as an axis; without it they are left out. Usage also for an axis named twice
/// and for a table without axes; NotFound when nothing is left.
Result<PivotTable> pivot(std::span<const PivotValue> values, const PivotSpec& spec);

/// Ways to write a table down. Numbers with '.'; two decimals, CSV in full.
/// `latex`: booktabs, mean$\pm$se, best bold, second underlined; `markdown` the same with ** and <u>; `csv`: for each column its
/// mean, error and n; `text`: for a terminal.
std::string pivotLatex(const PivotTable& table);
std::string pivotMarkdown(const PivotTable& table);
std::string pivotCsv(const PivotTable& table);
std::string pivotText(const PivotTable& table);
/// {"rows": [axes], "columns": [axes], "spread", "cells": [{"row", "column", "mean", "se", "n", "rank", "runs"}]}
std::string pivotJson(const PivotTable& table, std::span<const PivotValue> values);

} // namespace fulcrum::icl
