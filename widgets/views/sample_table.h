// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <functional>

class QMenu;

namespace fulcrum::views {

/// The samples as rows. A click on a header asks for another order (first up, then down, then none); its context menu shows
/// and hides columns. Columns can be moved; what was changed is kept with `columnState`.
class SampleTable : public QTableView
{
    Q_OBJECT

public:
    explicit SampleTable(QWidget* parent = nullptr);

    static constexpr int kPicture = 48; ///< logical pixels of the picture's edge

    /// Shows which column the rows are sorted by; -1 = none.
    void setSorted(int column, Qt::SortOrder order);
    /// Columns that have no meaning now (an answer of a caption): not shown, not offered.
    void setInapplicable(const QSet<int>& columns);
    /// Places, widths and hidden columns, by the model's column numbers.
    QByteArray columnState() const;
    /// Does nothing with what `columnState` did not write.
    void setColumnState(const QByteArray& state);
    /// What the header's context menu has besides the columns.
    void setMenuFiller(std::function<void(QMenu*)> fill) { m_fillMenu = std::move(fill); }
    void setMimeMaker(std::function<QMimeData*()> make) { m_makeMime = std::move(make); }

    void setModel(QAbstractItemModel* model) override;
    /// Qt asks where each changed cell lies; with a hundred thousand of them painting what is seen is quicker.
    void dataChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) override;
    void keyboardSearch(const QString&) override {}

Q_SIGNALS:
    /// A person clicked a header; no column = back to the data set's order.
    void sortWanted(int column, Qt::SortOrder order);
    void columnsChanged();

protected:
    void startDrag(Qt::DropActions actions) override;

private:
    void showHeaderMenu(const QPoint& place);
    void sortBy(int section);
    void showColumns();
    void setFirstWidths();

    QSet<int> m_inapplicable, m_hidden;
    int m_sorted = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::function<void(QMenu*)> m_fillMenu;
    std::function<QMimeData*()> m_makeMime;
};

} // namespace fulcrum::views
