SELECT record_no, label FROM next_label
