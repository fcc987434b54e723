// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter_highlight.h"
#include "core/store/sample_facts.h"
#include "widgets/bridge/sample_set.h"

#include <QAbstractTableModel>

namespace fulcrum::models {

/// Samples of one data set in some order: the rows of the grid and of the table. Data set and order are shared and immutable; a
/// row's texts are made when it is asked for. An order costs 4 bytes a row, and 4 a sample to find a sample's row.
class SampleModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles {
        IndexRole = Qt::UserRole, ///< sample index, qlonglong
        ImagePathRole,
        PrimaryTextRole,   ///< caption, or question
        SecondaryTextRole, ///< published id, or answer
        MatchTextRole,     ///< the first caption in which the filter found something, else as PrimaryTextRole; simplified
        IsQueryRole,       ///< this sample is the current query
        TagsRole,          ///< QStringList without the star
        StarRole,
        UsesRole,    ///< times used as ICD
        MissingRole  ///< known to have no image file
    };
    enum Columns {
        NumberColumn,
        PictureColumn,
        IdColumn,
        TextColumn,
        AnswerColumn,
        AnswerTypeColumn,
        QuestionTypeColumn,
        TagsColumn,
        UsesColumn,
        WordsColumn,
        SizeColumn,
        ImageIdColumn,
        FileColumn,
        FixedColumns ///< from here on: scores of runs
    };
    /// Stable names of the fixed columns, for what is stored: "text". -1 for an unknown one.
    static QString columnKey(int column);
    static int columnOfKey(const QString& key);

    explicit SampleModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    /// All samples in the official order; nullptr empties the model. Forgets facts and marks.
    void setDataset(std::shared_ptr<const data::Dataset> dataset);
    /// Only these samples, in this order; nullptr = all. Indices that the data set does not have are left out.
    void setOrder(bridge::Rows order);
    /// Tags, uses and missing images; scores for the columns.
    void setFacts(store::SampleFacts facts);
    /// Which scores are columns, with the title of each.
    void setScoreColumns(const QVector<std::pair<store::ScoreKey, QString>>& columns);
    /// What the filter looks for, to be marked in the texts.
    void setHighlighter(const data::Highlighter& highlighter);
    /// Marks one sample as the current query; -1 = none.
    void setQueryIndex(std::int64_t index);

    const std::shared_ptr<const data::Dataset>& dataset() const { return m_dataset; }
    const bridge::Rows& order() const { return m_order; }
    const store::SampleFacts& facts() const { return m_facts; }
    const data::Highlighter& highlighter() const { return m_highlighter; }
    const QVector<std::pair<store::ScoreKey, QString>>& scoreColumns() const { return m_scores; }
    std::optional<data::Sample> sampleAt(int row) const;
    std::optional<data::SampleView> viewAt(int row) const; ///< as long as the data set
    std::int64_t indexAt(int row) const;                   ///< sample index; -1 when there is no such row
    int rowOf(std::int64_t sampleIndex) const;             ///< -1 when it is not shown

private:
    QString text(const data::SampleView& sample, int row, int column) const;
    QString matchText(const data::SampleView& sample) const;
    QString toolTip(const data::SampleView& sample) const;
    QVariant fact(std::int64_t index, int role) const;
    QString score(std::int64_t index, int column) const;

    std::shared_ptr<const data::Dataset> m_dataset;
    bridge::Rows m_order;
    std::vector<std::int32_t> m_rows; ///< row of a sample, -1 = not shown; empty while all are shown
    store::SampleFacts m_facts;
    data::Highlighter m_highlighter;
    QVector<std::pair<store::ScoreKey, QString>> m_scores;
    std::int64_t m_query = -1;
};

/// The line that describes a sample: its shown caption, or its question.
QString primaryText(const data::SampleView& sample, data::Task task);
/// The answer, or the published id.
QString secondaryText(const data::SampleView& sample, data::Task task);

} // namespace fulcrum::models
