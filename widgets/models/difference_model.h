// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/run_difference.h"

#include <QAbstractTableModel>
#include <QRegularExpression>
#include <QStringList>
#include <QVector>

namespace fulcrum::models {

/// Keys down, runs across, in sections; values verbatim.
class DifferenceModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles {
        SectionRole = Qt::UserRole, ///< true for the title of a section, which spans the row
        DiffersRole,                ///< the row's values are not all the same
        OddRole                     ///< this value is not that of the first run
    };

    explicit DifferenceModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setRuns(const QStringList& names, std::vector<jobs::RunDifferenceRow> rows);
    void setOnlyDifferent(bool on);
    void setHideIgnored(bool on);
    /// On key and value; an invalid expression filters nothing and is reported by `pattern().isValid()`.
    void setPattern(const QRegularExpression& pattern);
    bool onlyDifferent() const { return m_onlyDifferent; }
    bool hideIgnored() const { return m_hideIgnored; }
    const QRegularExpression& pattern() const { return m_pattern; }

    int runCount() const { return static_cast<int>(m_names.size()); }
    int differentCount() const; ///< keys that differ, whatever is filtered
    int hiddenCount() const;    ///< keys that the filters hide
    QString toText() const;     ///< what is shown, with tabs

private:
    struct Shown
    {
        int row = -1; ///< of m_all; -1 = title
        jobs::RunSection section{};
    };
    void arrange();
    bool passes(const jobs::RunDifferenceRow& row) const;
    static QString valueText(const std::optional<std::string>& value);

    QStringList m_names;
    std::vector<jobs::RunDifferenceRow> m_all;
    QVector<Shown> m_shown;
    bool m_onlyDifferent = true, m_hideIgnored = true;
    QRegularExpression m_pattern;
};

} // namespace fulcrum::models
